load {file}
