import { SaxesParser } from 'saxes'
import type { Place } from '../expressions/index.ts'
import { PolicyLoadError } from './policy-load-error.ts'

export interface XmlElement {
  name: string
  place: Place
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
  /** The markup between its tags, unchanged. */
  inner: string
}

interface Open extends XmlElement {
  from: number
}

/** Parses well-formed XML into a tree of elements with their places in the file. */
export function parseXml(xml: string, file: string): XmlElement {
  const parser = new SaxesParser({ xmlns: false, position: true })
  const open: Open[] = []
  let opening: Place = { file, line: 1, column: 1 }
  let root: XmlElement | undefined
  parser.on('error', (error) => {
    throw new PolicyLoadError(
      { file, line: parser.line, column: parser.column },
      error.message.replace(/^[\d:]+ /, '')
    )
  })
  parser.on('opentagstart', (tag) => {
    opening = { file, line: parser.line, column: Math.max(1, parser.column - tag.name.length - 1) }
  })
  parser.on('opentag', (tag) => {
    const element = {
      name: tag.name,
      place: opening,
      attributes: tag.attributes,
      children: [],
      text: '',
      inner: '',
      from: parser.position
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    const element = open.pop()
    if (element) element.inner = xml.slice(element.from, xml.lastIndexOf('</', parser.position - 1))
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(xml).close()
  if (!root) throw new PolicyLoadError(opening, 'the file is empty: write a policy document or delete it')
  return root

  function addText(text: string) {
    const element = open.at(-1)
    if (element) element.text += text
  }
}
