"""The loading dock: figures become documents.

What belongs here: the appendices as tables, pages, workbooks and data files, and the words of the
morning. What does not: arithmetic. If a renderer adds two numbers, a model is missing a row.
"""
