attach {address} as door (type postgres, read_only)
