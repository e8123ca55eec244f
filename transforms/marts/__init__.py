"""One Select per mart, named as its table, with the bind `as_of` (an instant) and `as_of_on` (its day in Vietnam).

Each takes the tables that it is made from: left out, they are the Selects of those tables as of the same instant;
a refresh gives the tables themselves, and in `only` the keys that have to be told anew.
"""
