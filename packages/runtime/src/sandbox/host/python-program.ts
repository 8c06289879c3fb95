/**
 * What the interpreter runs once, before any code that nobody trusts.
 *
 * `run` returns a letter and a text: `v` and the result as JSON, `f` and a traceback, `m` when memory ran out.
 * Modules that code nodes often import are loaded here, because the interpreter is put back to this state after each run.
 */
export const pythonProgram = `
import sys
sys.path[:0] = ['/lib/jinja2.whl', '/lib/markupsafe.zip']

import asyncio, base64, builtins, collections, copy, csv, dataclasses, datetime, decimal, enum, functools, gc, hashlib, html, html.parser
import io, itertools, json, marshal, math, operator, os, random, re, statistics, string, textwrap, time, traceback, types, typing
import unicodedata, urllib.parse, uuid
import jinja2, jinja2.sandbox

class Environment(jinja2.sandbox.SandboxedEnvironment):
    """Prints what jinja2.Template prints; what it does not allow is an error, never an empty text."""
    def unsafe_undefined(self, obj, attribute):
        raise jinja2.exceptions.SecurityError(f"access to attribute {attribute!r} of {type(obj).__name__!r} object is unsafe.")

environment = Environment()
environment.globals['range'] = range
environment.from_string('{% for item in items %}{{ item|join(",") }}{% endfor %}').render(items=[])

class NoSelector:
    """There is nothing to wait for but time."""
    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError('the event loop waits for something that can never happen')
        if timeout > 0:
            time.sleep(timeout)
        return []
    def close(self):
        pass

class PlainEventLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = NoSelector()
    def _process_events(self, event_list):
        pass
    def _write_to_self(self):
        pass

def run_coroutine(main, *, debug=None, loop_factory=None):
    with asyncio.Runner(debug=debug, loop_factory=loop_factory or PlainEventLoop) as runner:
        return runner.run(main)

def compile_template(source):
    return base64.b64encode(marshal.dumps(environment.compile(source))).decode()

def load_template(source, compiled):
    if not compiled:
        return environment.from_string(source)
    code = marshal.loads(base64.b64decode(compiled))
    return environment.template_class.from_code(environment, code, environment.make_globals(None))

def run(language, code, inputs, compiled):
    random.seed()
    sys.stdout = sys.stderr = io.StringIO()
    try:
        inputs = json.loads(inputs)
        if language == 'jinja2':
            result = load_template(code, compiled).render(**inputs)
        else:
            scope = {'__name__': '__main__', '__builtins__': builtins}
            exec(compile(code, '<code>', 'exec', dont_inherit=True), scope)
            result = eval('main', scope)(**inputs)
        return 'v' + json.dumps(result)
    except MemoryError:
        return 'm'
    except BaseException as error:
        return 'f' + describe(error)

def describe(error):
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename not in ('<code>', '<template>'):
        trace = trace.tb_next
    return ''.join(traceback.format_exception(type(error), error, trace)).strip()

class NoJavaScript:
    """Stands before all other finders: what leads to JavaScript is not there."""
    names = {'js', 'pyodide_js', 'pyodide', '_pyodide', '_pyodide_core'}
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.split('.')[0] in cls.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def close_doors():
    """Takes away what leads to JavaScript, and the event loop that needs it."""
    sys.meta_path[:] = [NoJavaScript] + [finder for finder in sys.meta_path if 'pyodide' not in type(finder).__module__]
    for name in list(sys.modules):
        if name.split('.')[0] in NoJavaScript.names:
            del sys.modules[name]
    asyncio.run = asyncio.runners.run = run_coroutine
    asyncio.set_event_loop_policy(PlainEventLoopPolicy())
    asyncio._set_running_loop(None)
    gc.collect()
    gc.freeze()

class PlainEventLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = PlainEventLoop
`
