"""Archives of replies: reading rows, judging them, summing up."""
