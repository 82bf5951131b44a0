set memory_limit = {bytes}
