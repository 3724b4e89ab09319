const builtins = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/).map(name => `builtins.${name}`))

/** Builtins that use the value of each positional argument: given a coroutine they raise TypeError, or take it for true. */
export const valueConsumers = builtins(
  `abs all any bin bool bytearray bytes chr complex dict divmod enumerate float frozenset hex int iter len list max min oct
  ord pow range reversed round set sorted sum tuple zip`,
)

/** Builtins that use the value of each element of what they are given. */
export const elementConsumers = builtins('all any max min sorted sum')

/** Builtins that show what an object is, whatever it is. */
export const showers = builtins('ascii print repr str')

/** Builtins whose results are plain values. */
export const valueBuiltins = builtins(
  `all any ascii bin bool bytearray bytes callable chr complex dict enumerate float format frozenset hasattr hash hex id
  int isinstance issubclass len list oct ord print range repr set sorted str tuple zip`,
)
