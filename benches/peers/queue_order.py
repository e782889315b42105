"""The same order as `hrstat queue`, by the standard library: reads the registry, exact fractions, sorts, prints."""

import datetime
import sqlite3
import sys
from fractions import Fraction

rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT number, coalesce(authority, agency), received_at, coalesce(difficulty_override, difficulty_estimate, 3)"
    " FROM requests WHERE stage = 'queued' ORDER BY received_at, number"
).fetchall()
today = datetime.datetime.now(datetime.timezone.utc)
ceilings, turns = {}, []
for number, account, received, difficulty in rows:
    days = (today - datetime.datetime.fromisoformat(received[:19] + "+00:00")).days
    arrival = Fraction(days, days + 30)
    score = (40 * arrival + 20 * Fraction(6 - difficulty, 5) + 40) / 100
    score = min(score, ceilings.get(account, score))
    ceilings[account] = score
    turns.append((-score, received, number, account))
for rank, turn in enumerate(sorted(turns), 1):
    print(rank, turn[2], turn[3], -turn[0])
