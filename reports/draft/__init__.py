"""The draft checker: every number of a report's text, judged against the figures and against itself.

`reading` makes passages and tables of a file (`pages` of a PDF), `numbers` finds the figures in a text, `naming` and
`claims` say what each states, `arithmetic` and `judging` whether it holds, `showing` and `annotating` tell people.
"""
