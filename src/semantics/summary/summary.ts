/**
 * An expression, an annotation too, as plain JSON. A text alone is a name; `?` stands for what is not followed.
 * `any` holds alternatives of which one is the value; the arguments of a call may be `*` and `=` forms.
 */
export type Expr =
  | string
  | readonly ['.', object: Expr, attribute: string]
  | readonly ['()', callee: Expr, ...arguments: Expr[]]
  | readonly ['[]', value: Expr, ...items: Expr[]]
  | readonly ['await', Expr]
  | readonly ['any', ...Expr[]]
  | readonly ['or', Expr, Expr]
  | readonly ['op', operator: string, left: Expr, right: Expr]
  | readonly ['tuple' | 'list' | 'set', ...Expr[]]
  /** Keys and values in turn. */
  | readonly ['dict', ...Expr[]]
  | readonly ['comp', collection: 'list' | 'set' | 'dict' | 'generator', bound: Bound, ...Expr[]]
  | readonly ['lambda', parameters: readonly Parameter[], body: Expr]
  | readonly ['yield', Expr]
  | readonly ['*' | '**', Expr]
  | readonly ['=', name: string, value: Expr]
  | readonly ['str', string]
  | readonly ['int', number]
  | readonly ['bool', boolean]
  | readonly ['bytes' | 'float' | 'none' | '...' | '?']

/** What names are bound to in a scope, with all their declarations in source order. */
export type Bound = Readonly<Record<string, readonly Declaration[]>>

export type Declaration = Import | FunctionSummary | ClassSummary | Variable | Parameter | TypeAlias | TypeParameter

interface Declared {
  /** The block of the scope it stands in, where that runs on some paths only: its UTF-16 offset. */
  readonly branch?: number
}

/** `import m`, `import m as n`, `from m import name`; the module keeps the dots of a relative import. */
export interface Import extends Declared {
  readonly kind: 'import'
  readonly module: string
  readonly name?: string
  /** Whether the name is bound as an alias, as stubs do to export it: `from m import a as a`. */
  readonly isAlias?: true
}

export interface Variable extends Declared {
  readonly kind: 'variable'
  /** How `value` gives it: as it is, by iterating, by entering, as a caught exception; `?` where that is not followed. */
  readonly how: '=' | 'for' | 'async for' | 'with' | 'async with' | 'except' | '?'
  readonly type?: Expr
  readonly value?: Expr
  /** Which part of the value it is unpacked from: `[1, 0]` for b in `a, (b, c) = value`. */
  readonly path?: readonly number[]
}

export interface Parameter {
  readonly kind: 'parameter'
  readonly name: string
  readonly type?: Expr
  readonly value?: Expr
  readonly star?: '*' | '**'
  /** Only by name, or only by position. */
  readonly only?: 'name' | 'position'
}

/** A call that a function makes itself. */
export interface Call {
  readonly call: Expr
  /** UTF-16 offset. */
  readonly at: number
  readonly line?: number
  /** It is made on some of the function's paths only. */
  readonly isConditional?: true
}

export interface FunctionSummary extends Declared {
  readonly kind: 'function'
  readonly name: string
  /** UTF-16 offset of the definition, decorators not counted, and its 1-based line. */
  readonly at: number
  readonly line: number
  readonly isAsync?: true
  /** It holds a `yield` of its own. */
  readonly isGenerator?: true
  /** Its body is nothing but a docstring, `...`, `pass` or `raise NotImplementedError`. */
  readonly isStub?: true
  /** Its body only raises. */
  readonly onlyRaises?: true
  /** In its body itself, or in a `with` there, stands a loop over a `range` whose bounds may be constants. */
  readonly counts?: true
  readonly decorators?: readonly Expr[]
  readonly typeParameters?: Bound
  readonly parameters: readonly Parameter[]
  readonly returns?: Expr
  /** What its `return` statements give, `none` among them where it can end without one; only where `returns` is missing. */
  readonly gives?: readonly Expr[]
  readonly yields?: readonly Expr[]
  /** What a method assigns to attributes of its first parameter: `self.client = Client()`. */
  readonly sets?: Readonly<Record<string, readonly Variable[]>>
  /** The calls of a plain function: what it waits for, whoever calls it waits for too. */
  readonly calls?: readonly Call[]
  /** The locals that the other parts and what they lead to speak of. */
  readonly locals?: Bound
  /** Whether a name may be among the locals, where not all need be read for that. */
  mayBind?(name: string): boolean
}

export interface ClassSummary extends Declared {
  readonly kind: 'class'
  readonly name: string
  readonly at: number
  readonly line: number
  readonly bases?: readonly Expr[]
  readonly metaclass?: Expr
  /** `class C(Base, total=False)`: other keywords may be read by `__init_subclass__`. */
  readonly hasKeywords?: true
  readonly decorators?: readonly Expr[]
  readonly typeParameters?: Bound
  readonly members: Bound
  /** Attributes of unknown names are set on it or its objects. */
  readonly isOpen?: true
  /** The names of its methods that may assign to an attribute of their first parameter, where not all need be read for that. */
  methodsSetting?(attribute: string): readonly string[]
}

export interface TypeAlias extends Declared {
  readonly kind: 'alias'
  readonly value: Expr
  readonly typeParameters?: Bound
}

export interface TypeParameter {
  readonly kind: 'type-parameter'
  readonly bound?: Expr
}

/** A dotted name that a file takes from a module, reads on one, or replaces, as tests do. */
export interface Mention {
  /** With the module's own name before it: `app.jobs.time`; a star import ends with `.*`. */
  readonly name: string
  readonly how: 'import' | 'attribute' | 'patch'
  /** From 1. */
  readonly line: number
}

/** What a module says to others. Plain JSON; it holds no text of function bodies but what their results depend on. */
export interface ModuleSummary {
  readonly names: Bound
  /** Its star imports in source order, with their UTF-16 offsets. */
  readonly stars?: readonly { readonly module: string; readonly at: number }[]
  /** What `__all__` lists, where all of it is in sight. */
  readonly all?: readonly string[]
  /** Attributes that it sets on objects other than `self`: `Client.get = …`, `client.timeout = 5`. */
  readonly replaced?: readonly string[]
  /** It may set any variable of its own. */
  readonly isOpen?: true
  /** It may set any attribute of any class. */
  readonly setsAnyAttribute?: true
  /** The names of other modules that it imports, replaces, or reads by their texts; found where they are asked for. */
  readonly mentions?: readonly Mention[]
}
