attach {file} as warehouse ({mode})
