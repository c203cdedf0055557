import { echo } from './echo.ts'
import { getMyProfile } from './get-my-profile.ts'
import { hello } from './hello.ts'
import type { Tool } from './tool.ts'

/** Every tool. REST, /tools, MCP and OpenAPI are loops over this list. */
export const tools: readonly Tool[] = [hello, echo, getMyProfile]
