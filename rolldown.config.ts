import { defineConfig } from 'rolldown';

// Two programs that need nothing beside them but Node.js and the package.json that makes .js mean ESM.
export default defineConfig({
  input: { main: 'src/main.ts', stagegate: 'src/cli/main.ts' },
  platform: 'node',
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    chunkFileNames: '[name].js',
    // A third of the size; names stay, because stack traces and the names of errors are read.
    minify: { compress: true, mangle: false, codegen: true },
  },
});
