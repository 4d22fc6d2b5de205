import { Hono } from 'hono'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { noSuchTemplate } from '../faults.ts'
import { columns, equals, listPage, oneOf, within } from '../list.ts'
import { type TemplateRow, templateJson } from '../shapes.ts'
import { contentTypes, templateChannels } from '../words.ts'

const orderable = columns('id', 'name', 'language', 'languageCode', 'channel', 'createdAt', 'updatedAt')

/** The list declares no paging of its own and is newest first. */
export const templateRoutes = ({ db }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/templates', (c) => {
      const { rows, pagination } = listPage<TemplateRow>(db, c, {
        table: 'infobip_templates',
        orderable,
        where: [
          oneOf(c, 'channel', templateChannels),
          equals(c, 'language'),
          oneOf(c, 'contentType', contentTypes),
          ...within(c, 'created', 'updated'),
        ],
        defaultOrder: 'createdAt:desc',
      })
      return c.json({ templates: rows.map(templateJson), pagination })
    })
    .get('/ccaas/1/templates/:id', (c) => {
      const id = c.req.param('id')
      const row = db.prepare('SELECT * FROM infobip_templates WHERE id = ?').get(id)
      if (!row) throw noSuchTemplate(id)
      return c.json(templateJson(row as unknown as TemplateRow))
    })
