searchPart("documents/7",[["a-paper-of-april-l3tdj","A Paper of April","2025-04-02","This abstract stands for a paper of april.",{}]])
