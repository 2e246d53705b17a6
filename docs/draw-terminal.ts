const width = 100;
const lineHeight = 20;
const charWidth = 8.4;
const margin = 20;

const colors: Record<string, string> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#56d4dd',
  90: '#8b949e',
};

const escapeCharacter = String.fromCodePoint(27);
const startOfStyle = new RegExp(`(?=${escapeCharacter}\\[)`);
const style = new RegExp(`^${escapeCharacter}\\[([\\d;]*)m`);

/** What a reader takes for one letter, such as an emoji of several code points. */
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

type Piece = { text: string; style: string };

const styleOf = (codes: readonly string[]): string => {
  const color = codes.findLast((code) => colors[code] !== undefined);
  return [
    ...(color === undefined ? [] : [`fill="${colors[color]}"`]),
    ...(codes.includes('1') ? ['font-weight="bold"'] : []),
    ...(codes.includes('2') ? ['opacity="0.65"'] : []),
  ].join(' ');
};

/** A line of terminal output as pieces of one style each; `codes` holds what is in force and goes on to the next line. */
const piecesOf = (line: string, codes: string[]): Piece[] => {
  const pieces: Piece[] = [];
  for (const part of line.split(startOfStyle)) {
    const [escape = '', list = ''] = style.exec(part) ?? [];
    if (escape !== '') {
      if (list === '' || list === '0') codes.length = 0;
      else if (list === '39') codes.splice(0, codes.length, ...codes.filter((code) => colors[code] === undefined));
      else if (list === '22') codes.splice(0, codes.length, ...codes.filter((code) => code !== '1' && code !== '2'));
      else codes.push(...list.split(';'));
    }
    if (part.length > escape.length) pieces.push({ text: part.slice(escape.length), style: styleOf(codes) });
  }
  return pieces;
};

/** Lines no wider than the picture; what is longer goes on below. */
const wrap = (pieces: readonly Piece[]): Piece[][] => {
  const drawn = pieces.flatMap(({ text, style }) =>
    [...letters.segment(text)].map(({ segment }) => ({ text: segment, style })),
  );
  const lines: Piece[][] = [[]];
  for (const [index, { text, style }] of drawn.entries()) {
    if (index > 0 && index % width === 0) lines.push([]);
    const line = lines.at(-1);
    const last = line?.at(-1);
    if (last?.style === style) last.text += text;
    else line?.push({ text, style });
  }
  return lines;
};

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Terminal output, with its colours, as an SVG picture. */
export const drawTerminal = (output: string): string => {
  const codes: string[] = [];
  const lines = output
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrap(piecesOf(line, codes)));
  const height = lines.length * lineHeight + 2 * margin;
  const total = Math.round(width * charWidth + 2 * margin);
  const rows = lines.map((pieces, index) => {
    const spans = pieces.map(({ text, style }) => `<tspan${style && ` ${style}`}>${escapeXml(text)}</tspan>`).join('');
    return `<text x="${margin}" y="${margin + (index + 0.75) * lineHeight}" xml:space="preserve">${spans}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${height}" viewBox="0 0 ${total} ${height}">`,
    '<title>What npm run sandbox prints</title>',
    `<rect width="${total}" height="${height}" rx="8" fill="#0d1117"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};
