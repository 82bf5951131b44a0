"""The door: bytes in, typed rows out, each value with file, sheet and cell.

What belongs here: the inbox and the archive, readers of file formats, layout, Vietnamese numbers,
the demo inbox. What does not: opinions about KPIs, SQL.
"""
