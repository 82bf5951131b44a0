attach {file} as {name} ({mode})
