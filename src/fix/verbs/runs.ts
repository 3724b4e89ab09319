import { classOfMethod } from '../../semantics/functions.ts'
import { ownNodes } from '../../semantics/questions/generator-coroutine.ts'
import { forgottenIn } from '../../semantics/questions/runs.ts'
import { field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** Makes a plain function that is run as a coroutine one, and awaits the coroutines that it drops. */
export function makeCoroutine(call: Node<'call'>, fix: FixBuilder): void {
  const { file } = fix
  const callee = field(call, 'function')
  const definition = file.definitionOf(callee)
  if (!is(definition, 'function_definition') || definition.source !== file.source) {
    fix.refuse(
      `what \`${callee.text}\` gives is a plain value: call it by itself, or \`await asyncio.to_thread(…)\` it where it blocks`,
    )
  }
  const name = field(definition, 'name')
  const forgotten = forgottenIn(definition, file)
  if (forgotten.length === 0)
    fix.refuse(
      `\`${name.text}\` makes no coroutine and awaits nothing: call it by itself, or in a thread where it blocks`,
    )
  if (
    is(definition.parent, 'decorated_definition') ||
    classOfMethod(definition) ||
    ownNodes(definition, 'yield').length > 0
  )
    fix.refuse(`make \`${name.text}\` \`async def\`, await the coroutines in it, and await all its calls`)
  const binding = file.bindingOf(name)
  const isOnly = binding?.uses.length === 1 && binding.definitions.length === 1 && binding.uses[0] === callee
  const isTaken = binding?.scope.kind === 'module' && file.project?.isNamedElsewhere(file.path, name.text)
  if (!isOnly || isTaken) {
    fix.refuse(
      `\`${name.text}\` has other uses too: make it \`async def\`, await the coroutines in it, and await all its calls`,
    )
  }
  fix.caution(`\`${name.text}\` then runs as a coroutine, and waits for the coroutines that it makes`)
  fix.wrap(definition, 'async ', '')
  for (const each of forgotten) if (is(each.parent, 'expression_statement')) fix.wrap(each, 'await ', '')
}
