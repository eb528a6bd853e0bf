/* A shared library that is no program of tcc's. */
int answer(void);

int answer(void) { return 42; }
