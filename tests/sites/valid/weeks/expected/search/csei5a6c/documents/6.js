searchPart("documents/6",[["the-first-moment-of-the-summer-week-b7f4d","The First Moment of the Summer Week","2025-03-31","This abstract stands for the first moment of the summer week.",{}]])
