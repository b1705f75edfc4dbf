searchPart("documents/5",[["the-last-moment-of-the-winter-week-bd1s5","The Last Moment of the Winter Week","2025-03-30","This abstract stands for the last moment of the winter week.",{}]])
