import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { tidyAddress } from './api/embedded.ts';
import { makeQueryClient } from './api/query.ts';
import { App } from './app.tsx';
import { theme, variables } from './theme.ts';
import { firstLanguage, loadWords, SpeechProvider } from './words/words.tsx';

const place = document.getElementById('root');
if (place === null) throw new Error('the page has no #root');

const language = firstLanguage();
tidyAddress();
document.documentElement.lang = language;
const words = await loadWords(language);

createRoot(place).render(
  <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
    <Notifications position="bottom-right" autoClose={6000} />
    <SpeechProvider language={language} words={words}>
      <QueryClientProvider client={makeQueryClient()}>
        <App />
      </QueryClientProvider>
    </SpeechProvider>
  </MantineProvider>,
);
