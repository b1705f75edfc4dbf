searchPart("documents/1",[["before-midnight-in-berlin-6e87a","Before Midnight in Berlin","2024-12-29","This abstract stands for before midnight in berlin.",{}]])
