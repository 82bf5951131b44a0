attach {file} as {alias} ({mode})
