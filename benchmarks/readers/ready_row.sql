select year, indicator, value from ready
