import { cp, rm } from 'node:fs/promises'
import { build } from 'esbuild'

/**
 * Bundles the service into dist/: one file to start from, the Azure packages in chunks that load when first needed.
 * The files of Swagger UI lie beside the bundle, where its plugin looks for them.
 */
await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: ['app/server.ts'],
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  sourcemap: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  // Most packages are CommonJS and require Node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
  }
})
await cp('node_modules/@fastify/swagger-ui/static', 'dist/static', { recursive: true })
