"""How much a file may hold and how much its reading may cost: no report comes near any of these.

What is larger is refused by its size before it is expanded; what gets through is bounded by time and memory.
"""

MEGABYTE = 2**20

MOST_BYTES = 32 * MEGABYTE  # of a file as it comes
MOST_EXPANDED = 100 * MEGABYTE  # of all parts of a zip container together
MOST_MEMBERS = 10_000  # of a zip container
MOST_SHEETS = 400
MOST_CELLS = 400_000  # that hold something, in all sheets together; of JSON, values
MOST_FIELDS = 5_000_000  # of a CSV, blank ones too
MOST_LETTERS = 20_000_000  # of all cells together
LONGEST_TEXT = 32_767  # letters of a cell, as in the office programs
LARGEST_AREA = 4_000_000  # of the rectangle around a sheet's cells, beyond which it is read cell by cell

READING_SECONDS = 10  # of a processor, for one file
MARKING_SECONDS = 60  # of a processor, for the marked copy of one file with thousands of findings
BUSY_MACHINE = 3  # times as long by the clock, for a reader that hangs, or waits for its turn
READING_MEMORY = 1024 * MEGABYTE  # beside what a reader takes before it reads
