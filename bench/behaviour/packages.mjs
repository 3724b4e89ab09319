// Small asyncio packages whose source distributions hold tests that run offline, and what it takes to run them.

/** Each `pin` with the `sha256` of its source distribution; `tests`, what pytest is given; `code`, the folder of its own code. */
export const PACKAGES = [
  {
    pin: 'aiofiles==25.1.0',
    sha256: 'a8d728f0a29de45dc521f18f07297428d56992a742f0cd2701ba86e44d23d5b2',
    code: 'src',
    // root may write what nobody may
    tests: ['tests', '--deselect', 'tests/test_os.py::test_access'],
  },
  {
    pin: 'aiohttp-sse==3.0',
    sha256: '4c2158dc7221fbcad225699c2b7c368c15ae45ef195447ddd0ba3dea5af24c70',
    code: 'aiohttp_sse',
    tests: ['tests', '-o', 'asyncio_mode=auto'],
  },
  {
    pin: 'aioitertools==0.13.0',
    sha256: '620bd241acc0bbb9ec819f1ab215866871b4bbd1f73836a55f799200ee86950c',
    code: 'aioitertools',
    tests: ['asyncio', 'builtins', 'itertools', 'more_itertools'].map(name => `aioitertools/tests/${name}.py`),
  },
  {
    pin: 'aiojobs==1.4.0',
    sha256: '463665c75d1fcc46c78d44375c1034abf5e3f087894b0fc5ec4dd16ef90fdc98',
    code: 'aiojobs',
    tests: ['tests', '-o', 'asyncio_mode=auto'],
  },
  {
    pin: 'aiosqlite==0.22.1',
    sha256: '043e0bd78d32888c0a9ca90fc788b38796843360c855a7262a532813133a0650',
    code: 'aiosqlite',
    tests: ['aiosqlite/tests/smoke.py'],
  },
  {
    pin: 'aiostream==0.8.1',
    sha256: '32d180b4ab01ebb2fc59eda7fa59f496895a4d07b32fc57537d1dade2514a8a1',
    code: 'aiostream',
    tests: ['tests'],
  },
  {
    pin: 'asyncstdlib==3.14.0',
    sha256: 'f99396992a3bba7495d8cf6c832bfe8c8727f61213233d3569a5a9cbd1c04385',
    code: 'asyncstdlib',
    tests: ['unittests'],
  },
  {
    pin: 'janus==2.0.0',
    sha256: '0970f38e0e725400496c834a368a67ee551dc3b5ad0a257e132f5b46f2e77770',
    code: 'janus',
    tests: ['tests'],
  },
  {
    pin: 'tenacity==9.2.1',
    sha256: 'a606b5c808d0cded4a359d5b9932d867ff2a6a6b64d37350260fd01bbdf83839',
    code: 'tenacity',
    tests: ['tests'],
  },
]

/** What the packages and their tests import, all of it in one environment. */
export const REQUIREMENTS = [
  'aiohappyeyeballs==2.7.1',
  'aiohttp==3.14.5',
  'aiosignal==1.4.0',
  'anyio==4.16.0',
  'attrs==26.1.0',
  'cffi==2.1.1',
  'coverage==7.17.3',
  'frozenlist==1.8.0',
  'idna==3.20',
  'iniconfig==2.3.1',
  'markdown-it-py==4.3.0',
  'mdurl==0.1.2',
  'multidict==7.2.1',
  'outcome==1.3.0.post0',
  'packaging==26.3',
  'pluggy==1.7.0',
  'propcache==0.5.4',
  'pycparser==3.12',
  'Pygments==2.21.0',
  'pytest==9.2.0',
  'pytest-aiohttp==1.1.1',
  'pytest-asyncio==1.5.0',
  'pytest-codspeed==5.0.4',
  'pytest-cov==7.1.0',
  'pytest-mock==3.17.0',
  'rich==15.0.0',
  'sniffio==1.3.1',
  'sortedcontainers==2.4.0',
  'tornado==6.6.1',
  'trio==0.35.0',
  'typeguard==4.6.0',
  'typing_extensions==4.16.0',
  'yarl==1.25.1',
]
