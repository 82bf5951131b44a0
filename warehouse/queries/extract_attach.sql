attach {file} as readers_copy ({mode})
