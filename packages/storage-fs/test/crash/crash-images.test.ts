import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isErrno } from '../../src/files/is-errno.ts'
import { CrashDisk } from './crash-disk.ts'
import { crashImages, type DiskModel } from './crash-images.ts'
import { describeDisk } from './describe-disk.ts'
import { diskAfterKill } from './rebuild-disk.ts'
import { seededRandom } from './seeded-random.ts'

function imagesOf(disk: CrashDisk, model: DiskModel, { limit = 1000, seed = 1 } = {}): string[] {
  const images = crashImages(disk.cut(), { model, limit, random: seededRandom(seed) })
  return [...new Set(Array.from(images, (image) => describeDisk(image).join('\n')))].toSorted()
}

function write(disk: CrashDisk, path: string, text: string): number {
  const descriptor = disk.create(path)
  disk.write(descriptor, Buffer.from(text), 0)
  return descriptor
}

/** A disk with the directories `/a` and `/b`, flushed. */
async function startedDisk(): Promise<CrashDisk> {
  const disk = new CrashDisk()
  disk.makeDirectory('/a')
  disk.makeDirectory('/b')
  await disk.flushDirectory('/')
  return disk
}

const models = ['posix', 'journaled'] as const

describe('a power cut', () => {
  test.each(models)('may leave an unflushed file away, empty, torn or whole (%s)', async (model) => {
    const disk = new CrashDisk()
    write(disk, '/f', 'abcd')
    expect(imagesOf(disk, model)).toEqual(
      ['', '/f ""', '/f "\0\0\0\0"', '/f "\0\0cd"', '/f "ab"', '/f "abcd"'].map((text) =>
        text.replaceAll('\0', '\\u0000'),
      ),
    )
  })

  test.each(models)('leaves a file of which the data and the name were flushed (%s)', async (model) => {
    const disk = new CrashDisk()
    await disk.flush(write(disk, '/f', 'abcd'))
    await disk.flushDirectory('/')
    expect(imagesOf(disk, model)).toEqual(['/f "abcd"'])
  })

  test('takes a name that was not flushed, by POSIX, and leaves it where a journal committed it', async () => {
    const disk = new CrashDisk()
    await disk.flush(write(disk, '/f', 'abcd'))
    expect(imagesOf(disk, 'posix')).toEqual(['', '/f "abcd"'])
    expect(imagesOf(disk, 'journaled')).toEqual(['/f "abcd"'])
  })

  test.each(models)('never leaves what was written while a flush was under way for certain (%s)', async (model) => {
    const disk = new CrashDisk()
    const descriptor = write(disk, '/f', 'ab')
    const flushed = Promise.all([disk.flush(descriptor), disk.flushDirectory('/')])
    disk.write(descriptor, Buffer.from('c'), 0)
    write(disk, '/g', '')
    await flushed
    expect(imagesOf(disk, model)).toContain('/f "ab"')
  })

  test('leaves any of two names by POSIX, and the first before the second with a journal', () => {
    const disk = new CrashDisk()
    disk.makeDirectory('/f')
    disk.makeDirectory('/g')
    expect(imagesOf(disk, 'posix')).toEqual(['', '/f/', '/f/\n/g/', '/g/'])
    expect(imagesOf(disk, 'journaled')).toEqual(['', '/f/', '/f/\n/g/'])
  })

  test('takes nothing that a journal saw before what was flushed', async () => {
    const disk = await startedDisk()
    disk.makeDirectory('/a/f')
    disk.makeDirectory('/b/g')
    disk.makeDirectory('/a/h')
    await disk.flushDirectory('/b')
    expect(imagesOf(disk, 'journaled')).toEqual(['/a/\n/a/f/\n/a/h/\n/b/\n/b/g/', '/a/\n/a/f/\n/b/\n/b/g/'])
  })

  test.each(models)('never takes what is renamed within a directory (%s)', async (model) => {
    const disk = new CrashDisk()
    await disk.flush(write(disk, '/f', 'x'))
    await disk.flushDirectory('/')
    disk.rename('/f', '/g')
    expect(imagesOf(disk, model)).toEqual(['/f "x"', '/g "x"'])
  })

  test('may leave a file under both names, by POSIX, when it is renamed across directories', async () => {
    const disk = await startedDisk()
    await disk.flush(write(disk, '/a/f', 'x'))
    await disk.flushDirectory('/a')
    disk.rename('/a/f', '/b/g')
    const before = '/a/\n/a/f "x"\n/b/'
    const after = '/a/\n/b/\n/b/g "x"'
    expect(imagesOf(disk, 'journaled')).toEqual([before, after].toSorted())
    expect(imagesOf(disk, 'posix')).toEqual([before, '/a/\n/a/f #0 "x"\n/b/\n/b/g #0 "x"', after].toSorted())
    await disk.flushDirectory('/a')
    expect(imagesOf(disk, 'posix')).toEqual([after])
  })

  test.each(models)('leaves a directory under one name when it is renamed (%s)', async (model) => {
    const disk = await startedDisk()
    disk.makeDirectory('/a/f')
    await disk.flushDirectory('/a')
    disk.rename('/a/f', '/b/g')
    expect(imagesOf(disk, model)).toEqual(['/a/\n/a/f/\n/b/', '/a/\n/b/\n/b/g/'])
  })

  test('takes all that is in a directory whose own name was not flushed, by POSIX', async () => {
    const disk = new CrashDisk()
    disk.makeDirectory('/d')
    await disk.flush(write(disk, '/d/f', 'x'))
    await disk.flushDirectory('/d')
    expect(imagesOf(disk, 'posix')).toEqual(['', '/d/\n/d/f "x"'])
  })

  test.each(models)('brings back what was removed and not flushed (%s)', async (model) => {
    const disk = new CrashDisk()
    await disk.flush(write(disk, '/f', 'x'))
    await disk.flushDirectory('/')
    disk.unlink('/f')
    expect(imagesOf(disk, model)).toEqual(['', '/f "x"'])
  })

  test.each(models)('takes what a flush that failed has dropped, whatever a later flush says (%s)', async (model) => {
    const disk = new CrashDisk()
    await disk.flushDirectory('/')
    const descriptor = write(disk, '/f', 'ab')
    disk.poison(descriptor)
    await disk.flush(descriptor)
    await disk.flushDirectory('/')
    expect(imagesOf(disk, model)).toContain('/f ""')
  })

  test.each(models)('finds a directory as it was last changed (%s)', async (model) => {
    const disk = new CrashDisk({ stampMs: 0.25 })
    disk.makeDirectory('/a')
    await disk.flushDirectory('/')
    const before = disk.stat('/')?.mtimeMs
    disk.makeDirectory('/b')
    const images = crashImages(disk.cut(), { model, limit: 2, random: seededRandom(1) })
    expect(Array.from(images, (image) => image.stat('/')?.mtimeMs)).toEqual([before, disk.stat('/')?.mtimeMs])
  })

  test.each(models)('leaves nothing open to chance twice: the images of an image are that image (%s)', (model) => {
    const disk = new CrashDisk()
    disk.makeDirectory('/a')
    write(disk, '/a/f', 'abcd')
    disk.link('/a/f', '/a/g')
    for (const image of crashImages(disk.cut(), { model, limit: 100, random: seededRandom(1) })) {
      expect(imagesOf(image, model)).toEqual([describeDisk(image).join('\n')])
    }
  })

  test.each(models)('may take everything or nothing of what was not flushed, however much it was (%s)', (model) => {
    const name = fc.constantFrom('/a', '/b', '/a/c', '/a/d')
    const step = fc.tuple(fc.constantFrom('makeDirectory', 'create', 'rename', 'link', 'unlink'), name, name)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.nat(), (steps, seed) => {
        const disk = new CrashDisk()
        for (const [does, from, to] of steps) {
          try {
            if (does === 'create') write(disk, from, to)
            else disk[does](from, to)
          } catch (error) {
            if (!isErrno(error)) throw error
          }
        }
        const images = imagesOf(disk, model, { limit: 10, seed })
        expect(images).toContain('')
        expect(images).toContain(describeDisk(disk).join('\n'))
        expect(images.length).toBeLessThanOrEqual(10)
      }),
    )
  })
})

describe('the end of a process', () => {
  test.each(models)('takes nothing, and makes nothing survive a power cut (%s)', async (model) => {
    const disk = await startedDisk()
    await disk.flush(write(disk, '/a/f', 'abcd'))
    disk.link('/a/f', '/b/g')
    write(disk, '/b/h', 'abcd')
    await disk.flushDirectory('/a')
    const found = diskAfterKill(disk.cut())
    expect(describeDisk(found)).toEqual(describeDisk(disk))
    expect(imagesOf(found, model)).toEqual(imagesOf(disk, model))
  })

  test('lets the next process flush what the last one wrote', async () => {
    const disk = new CrashDisk()
    write(disk, '/f', 'abcd')
    const found = diskAfterKill(disk.cut())
    await found.flush(found.open('/f'))
    expect(imagesOf(found, 'journaled')).toEqual(['/f "abcd"'])
    await found.flushDirectory('/')
    expect(imagesOf(found, 'posix')).toEqual(['/f "abcd"'])
  })
})
