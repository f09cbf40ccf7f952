"""Damaged and altered workbooks, the same for the same number, and what becomes of them."""
