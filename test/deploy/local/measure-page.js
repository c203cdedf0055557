/** The width of the page, and the least contrast of a text with what is behind it (WCAG 2.2, 1.4.3). It runs in the page. */
;(() => {
  const ofText = [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim())
  )
  return {
    scrollWidth: document.documentElement.scrollWidth,
    contrast: Math.min(...ofText.filter((element) => element.checkVisibility()).map(contrastOf))
  }

  function contrastOf(element) {
    const chain = []
    for (let one = element; one; one = one.parentElement) chain.push(one)
    const opaque = chain
      .map((one) => getComputedStyle(one))
      .find(({ backgroundColor }) => channels(backgroundColor)[3])
    const behind = channels(opaque?.backgroundColor ?? 'rgb(255, 255, 255)')
    const opacity = chain.reduce((all, one) => all * Number(getComputedStyle(one).opacity), 1)
    const front = channels(getComputedStyle(element).color)
    const [a, b] = [
      luminance(front.map((value, at) => value * opacity + Number(behind[at]) * (1 - opacity))),
      luminance(behind)
    ]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }

  function channels(color) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number)
    return [red, green, blue, alpha]
  }

  function luminance([red = 0, green = 0, blue = 0]) {
    const [r = 0, g = 0, b = 0] = [red, green, blue]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
})()
