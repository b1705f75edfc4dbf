searchPart("documents/3",[["a-plain-day-2d5lu","A Plain Day","2025-01-02","This abstract stands for a plain day.",{}]])
