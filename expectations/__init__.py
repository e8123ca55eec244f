"""What the data must be: forms, codes, periods, tables, suites; imports nothing of ours."""

import pandas as pd

# Frames of a night are many and small: text kept as Python's costs a quarter less than Arrow's (make bench).
pd.set_option("mode.string_storage", "python")
