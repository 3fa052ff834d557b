import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { documentsOf, type Document } from './document.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Note } from '../terminal/terminal.ts';

/** What `-` is called in messages. */
const STDIN = 'stdin';
const READABLE = '**/*.{yaml,yml,json}';

/**
 * Reads files, folders (every *.yaml, *.yml and *.json under them, sorted) and `-`, which stands for standard input.
 * Throws Unusable for a path that cannot be read.
 */
export function readDocuments(paths: readonly string[], note: Note): Document[] {
  if (paths.filter((path) => path === '-').length > 1)
    throw new Unusable('-f - may be given once: stdin can be read once');
  return paths.flatMap((path) => filesAt(path).flatMap((file) => documentsOf(readText(file), nameOf(file), note)));
}

function filesAt(path: string): string[] {
  if (path === '-' || !isFolder(path)) return [path];
  const files = globSync(READABLE, { cwd: path }).sort();
  if (files.length === 0) throw new Unusable(`${path}: this folder holds no *.yaml, *.yml or *.json file`);
  return files.map((file) => join(path, file));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The text of one file, or of standard input. Throws Unusable for a path that cannot be read. */
export function readText(path: string): string {
  try {
    // 0 is the descriptor of standard input.
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw unreadable(nameOf(path), error);
  }
}

function nameOf(path: string): string {
  return path === '-' ? STDIN : path;
}

function unreadable(path: string, error: unknown): Unusable {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new Unusable(`${path}: there is no such file or folder; check the path given with -f`);
  return new Unusable(`${path}: it cannot be read: ${message}`);
}
