comment on {kind} {relation} is {text}
