set global quack_authorization_function = 'solieu_may_ask'
