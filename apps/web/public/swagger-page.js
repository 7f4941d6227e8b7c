// Swagger UI's own page has neither a size for phones nor a way back.
const viewport = document.createElement('meta');
viewport.name = 'viewport';
viewport.content = 'width=device-width, initial-scale=1';
document.head.append(viewport);

addEventListener('DOMContentLoaded', () => {
  const back = document.createElement('a');
  back.href = '/';
  back.textContent = '← cpast';
  back.style.cssText =
    'display: inline-block; padding: 12px 20px; color: #1f3fb8; font: 600 15px system-ui, sans-serif';
  document.body.prepend(back);
});
