searchPart("documents/2",[["at-midnight-in-berlin-930dc","At Midnight in Berlin","2024-12-30","This abstract stands for at midnight in berlin.",{}]])
