searchPart("positions/0","/$$,4<4G+(#'*=B''/9A<=2:C,4&2*('5A.4$6/7&&.8)$/1")
