const row = (instead: string, ...names: string[]): [string, string][] => names.map(name => [`asyncio.${name}`, instead])

/** Functions that Python 3.14 deprecates or has removed, and what a person writes instead. https://docs.python.org/3/whatsnew/3.14.html#asyncio */
export const deprecatedCalls: ReadonlyMap<string, string> = new Map([
  ...row(
    'give `asyncio.run` or `asyncio.Runner` the function that makes the loop, as `loop_factory=`',
    'set_event_loop_policy',
  ),
  ...row('ask `asyncio.get_running_loop()`, or make a loop by `asyncio.new_event_loop()`', 'get_event_loop_policy'),
  ...row(
    'drop it: Python 3.14 has no child watchers, and processes are watched without one since Python 3.8',
    ...['get_child_watcher', 'set_child_watcher', 'FastChildWatcher', 'MultiLoopChildWatcher', 'PidfdChildWatcher'],
    ...['SafeChildWatcher', 'ThreadedChildWatcher'],
  ),
])

/** What makes the loop that a policy stands for. */
export const loopFactories: ReadonlyMap<string, string> = new Map([
  ['asyncio.WindowsProactorEventLoopPolicy', 'asyncio.ProactorEventLoop'],
  ['asyncio.WindowsSelectorEventLoopPolicy', 'asyncio.SelectorEventLoop'],
  ['uvloop.EventLoopPolicy', 'uvloop.new_event_loop'],
])
