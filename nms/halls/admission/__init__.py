"""Admission (准入): who may sit in a hall, judged purely over what its switch says; what to do about the others."""
