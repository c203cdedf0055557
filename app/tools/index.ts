import { echo } from './echo.ts'
import { getMessage } from './get-message.ts'
import { getMyManager } from './get-my-manager.ts'
import { getMyProfile } from './get-my-profile.ts'
import { getStatus } from './get-status.ts'
import { hello } from './hello.ts'
import { listMyDirectReports } from './list-my-direct-reports.ts'
import { listMyEvents } from './list-my-events.ts'
import { listMyMessages } from './list-my-messages.ts'
import { searchMyFiles } from './search-my-files.ts'
import { searchPeople } from './search-people.ts'
import type { Tool } from './tool.ts'

/** Every tool. REST, /tools, MCP and OpenAPI are loops over this list. */
export const tools: readonly Tool[] = [
  hello,
  echo,
  getStatus,
  getMyProfile,
  getMyManager,
  listMyDirectReports,
  searchPeople,
  listMyEvents,
  listMyMessages,
  getMessage,
  searchMyFiles
]
