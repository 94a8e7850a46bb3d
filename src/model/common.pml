/*
 * What all models share: how they name a property that was broken, and a state that must be reachable.
 *
 * `broken(p)` ends the search with an error that names the property p. `reached(w)` does nothing, unless the model is searched
 * with -DWITNESS=w: then it ends the search, which shows that the state can be reached.
 */

#ifndef WITNESS
#define WITNESS 0
#endif

#define broken(p) p = true; assert(!p)
#define reached(w) assert(w != WITNESS)
