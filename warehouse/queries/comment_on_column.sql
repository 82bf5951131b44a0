comment on column {relation}.{column} is {text}
