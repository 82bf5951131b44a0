call quack_serve($uri, token => $token, allow_other_hostname => $others)
