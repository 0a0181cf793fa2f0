"""Applications, end use, risk, countersignature, and the use of a licence."""
