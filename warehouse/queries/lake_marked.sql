select content from read_text($path)
