import { classEntity } from './entities.ts'
import type { Frame } from './frames.ts'
import { exported } from './names.ts'
import { type Instance, instance, type Type } from './type.ts'

/** An object of a builtin class. */
export function builtin(name: string, frame: Frame, args: readonly (Type | undefined)[] = []): Instance | undefined {
  return standard('builtins', name, frame, args)
}

/** An object of a class of the standard library. */
export function standard(
  module: string,
  name: string,
  frame: Pick<Frame, 'module'>,
  args: readonly (Type | undefined)[] = [],
): Instance | undefined {
  const home = frame.module.find(module)
  const found = home && exported(name, home)
  const declaration = found?.declarations.find(each => each.kind === 'class')
  return found && declaration ? instance(classEntity(declaration, found.frame), args) : undefined
}
