import { is, type Node } from '../../syntax/node.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import type { Scope } from '../scopes.ts'
import { classSummary } from '../summary/classes.ts'
import { exprOf } from '../summary/expressions.ts'
import { functionSummary } from '../summary/functions.ts'
import { summaryOf } from '../summary/summarise.ts'
import type { Expr } from '../summary/summary.ts'
import { type ClassEntity, classEntity, functionEntity, type ModuleEntity } from './entities.ts'
import { lambdaBound, typeOf, typeOfPlaced } from './evaluate.ts'
import { factAt } from './facts.ts'
import { classFrame, type Frame, functionFrame, innerFrame, moduleFrame, withFact, withoutFact } from './frames.ts'
import type { Type } from './type.ts'

/** What an expression's value is; undefined where it may be anything. */
export function typeAt(node: Node, model: Model): Type | undefined {
  const expr = exprOf(node)
  const frame = () => frameOf(model.scopeOf(node), model)
  return typeof expr === 'string' ? typeOf(expr, seenAt(node, frame(), model)) : typeOfPlaced(expr, frame)
}

function seenAt(node: Node, frame: Frame, model: Model): Frame {
  const plain = withoutFact(frame)
  return withFact(plain, (name, declared) => factAt(name, node, plain, model, declared))
}

/** Kept with the scope itself: weak maps of that size cost the garbage collector dearly. */
const FRAME: unique symbol = Symbol('frame')

/** The scope of a file at hand, as names are looked up in it. */
function frameOf(scope: Scope, model: Model): Frame {
  const noted = scope as { [FRAME]?: Frame }
  noted[FRAME] ??= made(scope, model)
  return noted[FRAME]
}

function made({ node, parent, kind }: Scope, model: Model): Frame {
  if (!parent) return moduleFrame(moduleOf(model))
  const around = frameOf(parent, model)
  // A function's or class's own scope knows its type parameters.
  if (kind === 'type-parameters') return around
  if (is(node, 'function_definition')) return functionFrame(functionEntity(functionSummary(node, model), around))
  if (is(node, 'class_definition')) return classFrame(classEntity(classSummary(node, model), around))
  const expr = exprOf(node) as Exclude<Expr, string>
  if (expr[0] === 'comp') return innerFrame(around, expr[2], expr)
  return expr[0] === 'lambda' ? innerFrame(around, lambdaBound(expr[1]), expr) : around
}

/** The file at hand as a module: what it says now, whatever the disk holds. */
export const moduleOf: (model: Model) => ModuleEntity = oncePerFile(moduleFrom)

function moduleFrom(model: Model): ModuleEntity {
  const onDisk = model.project?.moduleAt(model.path)
  return {
    name: onDisk?.name ?? model.path.replace(/^.*[/\\]|\.pyi?$/g, ''),
    path: onDisk?.path ?? model.path,
    shown: model.path,
    shownAt: line => `${model.path}:${line}`,
    origin: 'project',
    isStub: model.isStub,
    get summary() {
      return summaryOf(model)
    },
    find: name => onDisk?.find(name),
    child: name => onDisk?.child(name),
    conftests: () => onDisk?.conftests?.() ?? [],
    plugins: () => onDisk?.plugins?.() ?? [],
    seenAt: (node, frame) => seenAt(node, frame, model),
  }
}

/** The classes of a file at hand, those inside functions too. */
export const classesIn: (model: Model) => readonly ClassEntity[] = oncePerFile(model =>
  [...model.bindings.scopes.values()].flatMap(scope =>
    scope.kind === 'class' ? (frameOf(scope, model).owner ?? []) : [],
  ),
)
