"""What the data must be: forms, codes, periods, tables, suites; imports nothing of ours."""
