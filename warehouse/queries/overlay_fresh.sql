attach ':memory:' as fresh
